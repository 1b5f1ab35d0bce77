.class public Lorg/example/wires/Next;
.super Landroid/app/Activity;
.source "Next.java"

.method public constructor <init>()V
    .registers 1
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method public onCreate(Landroid/os/Bundle;)V
    .registers 2
    return-void
.end method
