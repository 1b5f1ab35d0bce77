# start.boot
.class final Lorg/example/reach/Boot;
.super Ljava/lang/Object;
.source "Boot.java"

.field static final NAME:Ljava/lang/String; = "android.intent.action.BOOT_COMPLETED"
