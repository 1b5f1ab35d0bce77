# calls.log.read
.class final Lorg/example/reach/CallLog;
.super Ljava/lang/Object;
.source "CallLog.java"

.field static final NAME:Ljava/lang/String; = "content://call_log/calls"
