# checks.root
.class final Lorg/example/reach/Root;
.super Ljava/lang/Object;
.source "Root.java"

.field static final NAME:Ljava/lang/String; = "/system/xbin/su"
