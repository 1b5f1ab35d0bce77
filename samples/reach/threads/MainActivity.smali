.class public Lorg/example/reach/MainActivity;
.super Landroid/app/Activity;
.source "MainActivity.java"

.method public constructor <init>()V
    .registers 1
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method public onCreate(Landroid/os/Bundle;)V
    .registers 6
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Lorg/example/reach/Worker;
    invoke-direct {v0}, Lorg/example/reach/Worker;-><init>()V
    invoke-virtual {v0}, Ljava/lang/Thread;->start()V
    new-instance v1, Ljava/lang/Thread;
    new-instance v0, Lorg/example/reach/Task;
    invoke-direct {v0}, Lorg/example/reach/Task;-><init>()V
    invoke-direct {v1, v0}, Ljava/lang/Thread;-><init>(Ljava/lang/Runnable;)V
    invoke-virtual {v1}, Ljava/lang/Thread;->start()V
    new-instance v1, Landroid/os/Handler;
    invoke-direct {v1}, Landroid/os/Handler;-><init>()V
    new-instance v0, Lorg/example/reach/Posted;
    invoke-direct {v0}, Lorg/example/reach/Posted;-><init>()V
    invoke-virtual {v1, v0}, Landroid/os/Handler;->post(Ljava/lang/Runnable;)Z
    invoke-static {}, Ljava/util/concurrent/Executors;->newCachedThreadPool()Ljava/util/concurrent/ExecutorService;
    move-result-object v1
    new-instance v0, Lorg/example/reach/Job;
    invoke-direct {v0}, Lorg/example/reach/Job;-><init>()V
    invoke-interface {v1, v0}, Ljava/util/concurrent/ExecutorService;->submit(Ljava/util/concurrent/Callable;)Ljava/util/concurrent/Future;
    new-instance v0, Lorg/example/reach/Later;
    invoke-direct {v0}, Lorg/example/reach/Later;-><init>()V
    const/4 v1, 0x0
    invoke-virtual {v0, v1}, Landroid/os/AsyncTask;->execute([Ljava/lang/Object;)Landroid/os/AsyncTask;
    new-instance v1, Ljava/util/Timer;
    invoke-direct {v1}, Ljava/util/Timer;-><init>()V
    new-instance v0, Lorg/example/reach/Tick;
    invoke-direct {v0}, Lorg/example/reach/Tick;-><init>()V
    const-wide/16 v2, 0x0
    invoke-virtual {v1, v0, v2, v3}, Ljava/util/Timer;->schedule(Ljava/util/TimerTask;J)V
    return-void
.end method
