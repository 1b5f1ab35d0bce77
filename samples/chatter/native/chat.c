/* The smallest library an app can load; built without any hardening, so that there is something to find. */
int Java_org_example_chatter_Native_version(void *env, void *type)
{
    (void)env;
    (void)type;
    return 42;
}
