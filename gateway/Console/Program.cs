using MayorsMechanism.Console;
using MayorsMechanism.Console.Pages;
using MayorsMechanism.Console.Sessions;
using MayorsMechanism.ServiceDefaults;
using Microsoft.AspNetCore.DataProtection;

if (await HealthVerb.WasGivenAsync(args)) return;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddExceptionHandler<TroubleHandler>(); // Before that of every service, which answers programs.
builder.AddServiceDefaults();
builder.WebHost.UseStaticWebAssets(); // Compressed assets of a build that was not published stand outside wwwroot.
builder.AddDatabase<ConsoleDbContext>("console-db");
// They seal forms, and lie in a database that only the console opens: it need not warn that they are not encrypted once more.
builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
builder.Services.AddDataProtection().SetApplicationName("console").PersistKeysToDbContext<ConsoleDbContext>();
builder.Services.AddAntiforgery(forms => forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
builder.AddSessions();
builder.Services.AddHttpContextAccessor();
builder.Services.AddScoped<Wording>();
builder.Services.AddRazorComponents();

var app = builder.Build();
app.UsePublicAddress();
app.UseServiceDefaults();
app.UseTroublePages();
app.UseWording();
app.UseAntiforgery();
app.MapStaticAssets().AllowAnonymous();
app.MapRazorComponents<App>();
app.MapWording();

await app.MigrateAsync<ConsoleDbContext>();
await app.RunAsync();
