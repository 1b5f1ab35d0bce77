.class public Lorg/example/chatter/SyncJob;
.super Landroid/app/job/JobService;
.source "SyncJob.java"

.method public constructor <init>()V
    .registers 1
    invoke-direct {p0}, Landroid/app/job/JobService;-><init>()V
    return-void
.end method

.method public static schedule(Landroid/content/Context;)V
    .registers 6
    const-string v0, "jobscheduler"
    invoke-virtual {p0, v0}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v0
    check-cast v0, Landroid/app/job/JobScheduler;
    new-instance v1, Landroid/app/job/JobInfo$Builder;
    const/4 v2, 0x1
    new-instance v3, Landroid/content/ComponentName;
    const-string v4, "org.example.chatter.SyncJob"
    invoke-direct {v3, p0, v4}, Landroid/content/ComponentName;-><init>(Landroid/content/Context;Ljava/lang/String;)V
    invoke-direct {v1, v2, v3}, Landroid/app/job/JobInfo$Builder;-><init>(ILandroid/content/ComponentName;)V
    invoke-virtual {v1}, Landroid/app/job/JobInfo$Builder;->build()Landroid/app/job/JobInfo;
    move-result-object v1
    invoke-virtual {v0, v1}, Landroid/app/job/JobScheduler;->schedule(Landroid/app/job/JobInfo;)I
    return-void
.end method

.method public onStartJob(Landroid/app/job/JobParameters;)Z
    .registers 4
    invoke-static {p0}, Lorg/example/chatter/Book;->all(Landroid/content/Context;)Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Lorg/example/chatter/Wire;->send(Ljava/lang/String;)V
    const/4 v0, 0x0
    return v0
.end method

.method public onStopJob(Landroid/app/job/JobParameters;)Z
    .registers 3
    const/4 v0, 0x1
    return v0
.end method
