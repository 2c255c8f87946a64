using MayorsMechanism.Consultations;
using MayorsMechanism.Consultations.Attendances;
using MayorsMechanism.Consultations.Availabilities;
using MayorsMechanism.Consultations.Balances;
using MayorsMechanism.Consultations.Calendars;
using MayorsMechanism.Consultations.Calls;
using MayorsMechanism.Consultations.Changes;
using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Consultations.Cycles;
using MayorsMechanism.Consultations.Documents;
using MayorsMechanism.Consultations.Invitations;
using MayorsMechanism.Consultations.Links;
using MayorsMechanism.Consultations.Mandates;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Notes;
using MayorsMechanism.Consultations.Releases;
using MayorsMechanism.Consultations.Roles;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.Slots;
using MayorsMechanism.Consultations.Warnings;
using MayorsMechanism.Consultations.WorkingGroups;
using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;

if (await HealthVerb.WasGivenAsync(args)) return;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddProofs();
builder.AddMessaging<ConsultationsDbContext>("consultations", events => events
    .Copy<OrganisationChanged, OrganisationCopy>()
    .Copy<PersonChanged, PersonCopy>()
    .To<PersonErased, PersonErasedConsumer>()
    .To<LinkIssued, LinkIssuedConsumer>());
builder.Services.AddSingleton<ParticipantCalendar>();
builder.Services.AddScoped<Alternates>();
builder.Services.AddScoped<Feeds>();
builder.Services.AddScoped<KnownLinks>();
builder.Services.AddValidation();
builder.Services.AddOpenApi(ApiDescription.Configure);

var app = builder.Build();
app.UseServiceDefaults();
app.UseMessaging<ConsultationsDbContext>();
app.MapOpenApi().AllowAnonymous();
app.MapCycles();
app.MapConsultations();
app.MapDocuments();
app.MapSessions();
app.MapRoles();
app.MapWorkingGroups();
app.MapNominations();
app.MapCalls();
app.MapMandates();
app.MapWarnings();
app.MapSlots();
app.MapAvailabilities();
app.MapTargets();
app.MapBalances();
app.MapInvitations();
app.MapAttendance();
app.MapLinks();
app.MapInvitationLinks();
app.MapReleases();
app.MapPublicSchedules();
app.MapCalendarLinks();
app.MapFeeds();
app.MapNotes();
app.MapChanges();

await app.RunAsync<ConsultationsDbContext>(args);
