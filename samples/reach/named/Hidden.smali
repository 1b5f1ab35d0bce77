# code.hidden-api
.class final Lorg/example/reach/Hidden;
.super Ljava/lang/Object;
.source "Hidden.java"

.field static final NAME:Ljava/lang/String; = "setHiddenApiExemptions"
