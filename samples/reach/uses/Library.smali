# code.load-native
.class final Lorg/example/reach/Library;
.super Ljava/lang/Object;
.source "Library.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    const/16 v0, 0x0
    invoke-static/range {v0 .. v0}, Ljava/lang/System;->loadLibrary(Ljava/lang/String;)V
    return-void
.end method
