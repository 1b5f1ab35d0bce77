.class public Lorg/example/chatter/Bridge;
.super Ljava/lang/Object;
.source "Bridge.java"

.method public constructor <init>()V
    .registers 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public version()I
    .registers 2
    .annotation runtime Landroid/webkit/JavascriptInterface;
    .end annotation
    invoke-static {}, Lorg/example/chatter/Native;->version()I
    move-result v0
    return v0
.end method
