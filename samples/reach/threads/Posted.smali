.class final Lorg/example/reach/Posted;
.super Ljava/lang/Object;
.implements Ljava/lang/Runnable;
.source "Posted.java"

.method constructor <init>()V
    .registers 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public run()V
    .registers 3
    const/4 v0, 0x0
    invoke-static {v0}, Lorg/example/reach/Diary;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Messages;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Place;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Overlay;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Accounts;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Heart;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Boot;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Emulator;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Settings;->use(Landroid/content/Context;)V
    return-void
.end method
