.class public Lorg/example/quiet/Native;
.super Ljava/lang/Object;
.source "Native.java"

.method static constructor <clinit>()V
    .registers 1
    const-string v0, "quiet"
    invoke-static {v0}, Ljava/lang/System;->loadLibrary(Ljava/lang/String;)V
    return-void
.end method

.method public static native sum(Ljava/lang/String;I)I
.end method
