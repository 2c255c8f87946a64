using MayorsMechanism.Console;
using MayorsMechanism.Console.Pages;
using MayorsMechanism.Console.Sessions;
using MayorsMechanism.ServiceDefaults;
using Microsoft.AspNetCore.DataProtection;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDatabase<ConsoleDbContext>("console-db");
builder.Services.AddDataProtection().SetApplicationName("console").PersistKeysToDbContext<ConsoleDbContext>();
builder.AddSessions();
builder.Services.AddHttpContextAccessor();
builder.Services.AddScoped<Wording>();
builder.Services.AddRazorComponents();

var app = builder.Build();
app.UseServiceDefaults();
app.UseAntiforgery();
app.MapStaticAssets().AllowAnonymous();
app.MapRazorComponents<App>();
app.MapWording();

await app.MigrateAsync<ConsoleDbContext>();
await app.RunAsync();
