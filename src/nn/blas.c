/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blas.c: which BLAS the dynamic linker bound, and its threads.  Functions of
 * OpenBLAS are looked up by name, since the system may bind another BLAS. */
#include "config.h"
#include "nn/engine.h"
#include <dlfcn.h>

/* OpenBLAS asks this while it is loaded, before main(), and would start a
 * thread for each processor.  They would be idle; with a small address space
 * they search for memory forever and block exit().  The linker prefers the
 * program's definition to the library's. */
int get_num_procs(void);
__attribute__((weak)) int get_num_procs(void) { return 1; }

/* The address in the library: ours may be a stub in the program. */
static void *bound(const char *name)
{
	void *address = dlsym(RTLD_NEXT, name);

	return address ? address : dlsym(RTLD_DEFAULT, name);
}

const char *blas_library(void)
{
	void *address = bound("cblas_sgemm");
	Dl_info info;

	if (!address || !dladdr(address, &info) || !info.dli_fname)
		return "";
	return info.dli_fname;
}

const char *blas_kernel(void)
{
	char *(*corename)(void);
	const char *name;

	*(void **)&corename = bound("openblas_get_corename");
	name = corename ? corename() : NULL;
	return name ? name : "";
}

void blas_single_thread(void)
{
	void (*set_threads)(int);

	*(void **)&set_threads = bound("openblas_set_num_threads");
	if (set_threads)
		set_threads(1);
}
