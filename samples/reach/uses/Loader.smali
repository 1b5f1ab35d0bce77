# code.load-dex
.class final Lorg/example/reach/Loader;
.super Ljava/lang/Object;
.source "Loader.java"

.method static use(Landroid/content/Context;)V
    .registers 6
    new-instance v0, Ldalvik/system/DexClassLoader;
    const/16 v1, 0x0
    const/16 v2, 0x0
    const/16 v3, 0x0
    const/16 v4, 0x0
    invoke-direct/range {v0 .. v4}, Ldalvik/system/DexClassLoader;-><init>(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/ClassLoader;)V
    return-void
.end method
