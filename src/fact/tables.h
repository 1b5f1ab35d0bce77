/* One line a fact table; each is defined in the file of its name. */
#ifndef VETO_FACT_TABLES_H
#define VETO_FACT_TABLES_H

#include "fact/table.h"

extern const struct table table_artifacts;
extern const struct table table_app;
extern const struct table table_entries;
extern const struct table table_anomalies;
extern const struct table table_signatures;
extern const struct table table_signers;
extern const struct table table_permissions;
extern const struct table table_defined_permissions;
extern const struct table table_queries;
extern const struct table table_features;
extern const struct table table_meta_data;
extern const struct table table_components;
extern const struct table table_intent_filters;
extern const struct table table_dex_files;
extern const struct table table_classes;
extern const struct table table_methods;
extern const struct table table_strings;
extern const struct table table_calls;
extern const struct table table_capabilities;
extern const struct table table_needs;
extern const struct table table_native_libraries;
extern const struct table table_network_config;
extern const struct table table_endpoints;
extern const struct table table_sdks;
extern const struct table table_packers;
extern const struct table table_families;
extern const struct table table_family_names;
extern const struct table table_secrets;
extern const struct table table_coverage;

#endif
