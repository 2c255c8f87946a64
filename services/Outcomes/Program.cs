using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Outcomes;
using MayorsMechanism.Outcomes.Contributions;
using MayorsMechanism.Outcomes.Copies;
using MayorsMechanism.Outcomes.Messages;
using MayorsMechanism.Outcomes.Papers;
using MayorsMechanism.Outcomes.Quotes;
using MayorsMechanism.Outcomes.Releases;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Api;

if (await HealthVerb.WasGivenAsync(args)) return;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddMessaging<OutcomesDbContext>("outcomes", events => events
    .Copy<OrganisationChanged, OrganisationCopy>()
    .Copy<PersonChanged, PersonCopy>()
    .Copy<CycleChanged, CycleCopy>()
    .Copy<ConsultationChanged, ConsultationCopy>()
    .Copy<SessionChanged, SessionCopy>()
    .To<NominationChanged, NominationChangedConsumer>()
    .To<PersonErased, PersonErasedConsumer>());
builder.Services.AddValidation();
builder.Services.AddOpenApi(ApiDescription.Configure);

var app = builder.Build();
app.UseServiceDefaults();
app.UseMessaging<OutcomesDbContext>();
app.MapOpenApi().AllowAnonymous();
app.MapContributions();
app.MapKeyMessages();
app.MapQuotes();
app.MapPapers();
app.MapReleases();
app.MapPublicPapers();
app.MapChanges();

await app.RunAsync<OutcomesDbContext>(args);
