# usage.history
.class final Lorg/example/reach/Usage;
.super Ljava/lang/Object;
.source "Usage.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/app/usage/UsageStatsManager;->queryEvents(JJ)Landroid/app/usage/UsageEvents;
.end annotation
