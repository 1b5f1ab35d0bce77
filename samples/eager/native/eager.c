/* A library built as none should be: its code holds an address, it searches where anybody writes, its symbols are left in. */
int eager_target;
__asm__(".text\n.quad eager_target\n");

extern int elsewhere(int n);

int Java_org_example_eager_Front_run(void *env, void *type, int n)
{
    (void)env;
    (void)type;
    return elsewhere(n) + eager_target;
}
