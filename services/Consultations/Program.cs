using MayorsMechanism.Consultations;
using MayorsMechanism.Consultations.Calendars;
using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Consultations.Cycles;
using MayorsMechanism.Consultations.Links;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Releases;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Api;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddMessaging<ConsultationsDbContext>("consultations", events => events
    .Copy<OrganisationChanged, OrganisationCopy>()
    .Copy<PersonChanged, PersonCopy>()
    .To<PersonErased, PersonErasedConsumer>()
    .To<LinkIssued, LinkIssuedConsumer>());
builder.Services.AddSingleton<ParticipantCalendar>();
builder.Services.AddScoped<Feeds>();
builder.Services.AddValidation();
builder.Services.AddOpenApi(ApiDescription.Configure);

var app = builder.Build();
app.UseServiceDefaults();
app.UseMessaging<ConsultationsDbContext>();
app.MapOpenApi().AllowAnonymous();
app.MapCycles();
app.MapConsultations();
app.MapSessions();
app.MapNominations();
app.MapLinks();
app.MapReleases();
app.MapPublicSchedules();
app.MapCalendarLinks();
app.MapFeeds();
app.MapChanges();

await app.RunAsync<ConsultationsDbContext>(args);
