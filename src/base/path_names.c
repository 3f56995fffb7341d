/* SPDX-License-Identifier: GPL-3.0-or-later */
/* path_names.c: absolute names, private folders. */
#include "config.h"
#include "base/path.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *path_absolute(const char *path)
{
	char *here, *absolute;

	while (strncmp(path, "./", 2) == 0)
		path += 2 + strspn(path + 2, "/");
	here = path[0] == '/' ? NULL : getcwd(NULL, 0);
	if (!here)
		return xstrdup(path);
	absolute = xasprintf("%s/%s", strcmp(here, "/") == 0 ? "" : here, path);
	free(here);
	return absolute;
}

/* The specification wants relative folders ignored (XDG base directories). */
static char *private_folder(const char *variable, const char *below_home)
{
	const char *folder = getenv(variable), *home = getenv("HOME");

	if (folder && folder[0] == '/')
		return xasprintf("%s/rnntui", folder);
	if (home && home[0] == '/')
		return xasprintf("%s/%s/rnntui", home, below_home);
	return NULL;
}

/* Like mkdir -p -m 0700; whether it worked shows when the file is opened. */
static void make_folders(const char *path)
{
	char *copy = xstrdup(path);

	for (char *p = copy + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(copy, 0700);
		*p = '/';
	}
	mkdir(copy, 0700);
	free(copy);
}

static char *private_file(char *folder, const char *name, bool make)
{
	char *path;

	if (!folder)
		return NULL;
	if (make)
		make_folders(folder);
	path = xasprintf("%s/%s", folder, name);
	free(folder);
	return path;
}

char *path_state(const char *name, bool make)
{
	return private_file(private_folder("XDG_STATE_HOME", ".local/state"),
			    name, make);
}

char *path_config(const char *name)
{
	return private_file(private_folder("XDG_CONFIG_HOME", ".config"), name,
			    false);
}

char *path_data(const char *name)
{
	const char *folder = getenv("RNNTUI_DATADIR");

	return xasprintf("%s/%s", folder && *folder ? folder : PKGDATADIR,
			 name);
}
