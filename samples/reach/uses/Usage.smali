# usage.history
.class final Lorg/example/reach/Usage;
.super Ljava/lang/Object;
.source "Usage.java"

.method static use(Landroid/content/Context;)V
    .registers 6
    const/16 v0, 0x0
    const-wide/16 v1, 0x0
    const-wide/16 v3, 0x0
    invoke-virtual/range {v0 .. v4}, Landroid/app/usage/UsageStatsManager;->queryEvents(JJ)Landroid/app/usage/UsageEvents;
    return-void
.end method
