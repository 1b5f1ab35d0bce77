# The one difference to chatter: a class loader that nothing calls.
.class public Lorg/example/chatter/Spare;
.super Ljava/lang/Object;
.source "Spare.java"

.method public static load(Landroid/content/Context;Ljava/lang/String;)Ljava/lang/ClassLoader;
    .registers 6
    new-instance v0, Ldalvik/system/DexClassLoader;
    const/4 v1, 0x0
    invoke-virtual {p0}, Landroid/content/Context;->getClassLoader()Ljava/lang/ClassLoader;
    move-result-object v2
    invoke-direct {v0, p1, v1, v1, v2}, Ldalvik/system/DexClassLoader;-><init>(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/ClassLoader;)V
    return-object v0
.end method
