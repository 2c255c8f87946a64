using MayorsMechanism.Registry;
using MayorsMechanism.Registry.Memberships;
using MayorsMechanism.Registry.Organisations;
using MayorsMechanism.Registry.People;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Api;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDatabase<RegistryDbContext>("registry-db");
builder.AddIdempotency<RegistryDbContext>();
builder.AddBroker();
builder.Services.AddValidation();
builder.Services.AddOpenApi(ApiDescription.Configure);

var app = builder.Build();
app.UseServiceDefaults();
app.UseIdempotency<RegistryDbContext>();
app.MapOpenApi().AllowAnonymous();
app.MapOrganisations();
app.MapMemberships();
app.MapPeople();
app.MapPositions();

await app.MigrateAsync<RegistryDbContext>();
await app.RunAsync();
