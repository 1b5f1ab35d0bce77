.class public Lorg/example/wires/Plugged;
.super Ljava/lang/Object;
.source "Plugged.java"
.implements Lorg/example/wires/Plugin;

.method public constructor <init>()V
    .registers 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public run()V
    .registers 1
    return-void
.end method
