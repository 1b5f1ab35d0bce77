.class final Lorg/example/reach/Job;
.super Ljava/lang/Object;
.implements Ljava/util/concurrent/Callable;
.source "Job.java"

.method constructor <init>()V
    .registers 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public call()Ljava/lang/Object;
    .registers 3
    const/4 v0, 0x0
    invoke-static {v0}, Lorg/example/reach/DiaryChange;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Arrived;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Region;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Watch;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Device;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Steps;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Loader;->use(Landroid/content/Context;)V
    invoke-static {v0}, Lorg/example/reach/Bridge;->use(Landroid/content/Context;)V
    return-object v0
.end method
