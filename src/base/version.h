/* The version of veto, as records name it. */
#ifndef VETO_BASE_VERSION_H
#define VETO_BASE_VERSION_H

#define VETO_VERSION "0.1.0"

#endif
