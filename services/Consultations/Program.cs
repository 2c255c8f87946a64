using MayorsMechanism.Consultations;
using MayorsMechanism.Consultations.Calendars;
using MayorsMechanism.Consultations.Consultations;
using MayorsMechanism.Consultations.Copies;
using MayorsMechanism.Consultations.Cycles;
using MayorsMechanism.Consultations.Documents;
using MayorsMechanism.Consultations.Links;
using MayorsMechanism.Consultations.Nominations;
using MayorsMechanism.Consultations.Roles;
using MayorsMechanism.Consultations.Sessions;
using MayorsMechanism.Consultations.WorkingGroups;
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
app.MapLinks();
app.MapChanges();

await app.RunAsync<ConsultationsDbContext>(args);
