.class public Lorg/example/chatter/Native;
.super Ljava/lang/Object;
.source "Native.java"

.method static constructor <clinit>()V
    .registers 1
    const-string v0, "chat"
    invoke-static {v0}, Ljava/lang/System;->loadLibrary(Ljava/lang/String;)V
    return-void
.end method

.method public static native version()I
.end method
