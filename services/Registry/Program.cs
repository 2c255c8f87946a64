using MayorsMechanism.Messaging;
using MayorsMechanism.Messaging.Contracts;
using MayorsMechanism.Registry;
using MayorsMechanism.Registry.Changes;
using MayorsMechanism.Registry.Erasures;
using MayorsMechanism.Registry.Memberships;
using MayorsMechanism.Registry.Merges;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Api;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddMessaging<RegistryDbContext>("registry", events => events.To<PersonErasureCompleted, ErasureReceiptConsumer>());
builder.Services.AddValidation();
builder.Services.AddOpenApi(ApiDescription.Configure);

var app = builder.Build();
app.UseServiceDefaults();
app.UseMessaging<RegistryDbContext>();
app.MapOpenApi().AllowAnonymous();
app.MapOrganisations();
app.MapMemberships();
app.MapPeople();
app.MapPositions();
app.MapMerges();
app.MapErasures();
app.MapRegistryChanges();

await app.RunAsync<RegistryDbContext>(args);
