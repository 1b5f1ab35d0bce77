# input.autofill
.class final Lorg/example/reach/Fill;
.super Ljava/lang/Object;
.source "Fill.java"

.field static final NAME:Ljava/lang/String; = "android.settings.REQUEST_SET_AUTOFILL_SERVICE"
