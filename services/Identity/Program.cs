using MayorsMechanism.Identity;
using MayorsMechanism.Identity.Clients;
using MayorsMechanism.Identity.Events;
using MayorsMechanism.Identity.Keys;
using MayorsMechanism.Identity.Sessions;
using MayorsMechanism.Identity.Staff;
using MayorsMechanism.Identity.Tokens;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Api;
using MayorsMechanism.ServiceDefaults.Security;

if (await HealthVerb.WasGivenAsync(args)) return;

var builder = WebApplication.CreateBuilder(args);
builder.AddIdentity();
builder.AddServiceDefaults();
builder.AddVisitorAddress();
builder.AddDatabase<IdentityDbContext>("identity-db");
builder.AddIdempotency<IdentityDbContext>();
builder.AddBroker();
builder.Services.AddValidation();
builder.Services.AddOpenApi(ApiDescription.Configure);

var app = builder.Build();
app.UseVisitorAddress();
app.UseServiceDefaults();
app.UseIdempotency<IdentityDbContext>();
app.MapOpenApi().AllowAnonymous();
app.MapKeys();
app.MapTokens();
app.MapSessions();
app.MapOwnAccount();
app.MapStaff();
app.MapClients();
app.MapClientSecrets();
app.MapEvents();

await app.MigrateAsync<IdentityDbContext>();
// A wrong sealing key stops the start here, and says so.
await app.ResealAsync();
await app.Services.GetRequiredService<KeyRotation>().RotateIfDueAsync(app.Lifetime.ApplicationStopping);
await app.Services.GetRequiredService<SigningKeys>().CurrentAsync(app.Lifetime.ApplicationStopping);
await app.CreateFirstAdministratorAsync();
await app.CreateReadyAccountsAsync();
await app.RunAsync();
