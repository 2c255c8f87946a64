using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Notifications;
using MayorsMechanism.Notifications.Letters;
using MayorsMechanism.Notifications.Recipients;
using MayorsMechanism.Notifications.Sending;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;

if (await HealthVerb.WasGivenAsync(args)) return;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddProofs();
builder.AddMessaging<NotificationsDbContext>("notifications", events => events
    .Copy<PersonChanged, Recipient>()
    .To<NominationChanged, NominationLetters>()
    .To<InvitationChanged, InvitationLetters>()
    .To<PersonErased, PersonErasedConsumer>());
builder.AddSending();
builder.Services.AddValidation();
builder.Services.AddOpenApi(ApiDescription.Configure);

var app = builder.Build();
app.UseServiceDefaults();
app.UseMessaging<NotificationsDbContext>();
app.MapOpenApi().AllowAnonymous();
app.MapLetters();

await app.RunAsync<NotificationsDbContext>(args);
