/* image.h: all that training changes in a net, as bytes.  See engine.h. */
#ifndef NN_IMAGE_H
#define NN_IMAGE_H

#include "nn/core.h"

LOCAL size_t image_bytes(const struct net *, int slots);
LOCAL void image_save(const struct net *, int slots, void *image);
LOCAL void image_load(struct net *, int slots, const void *image);

#endif
