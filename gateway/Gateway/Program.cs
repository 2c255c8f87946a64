using MayorsMechanism.Gateway;
using MayorsMechanism.Gateway.Description;
using MayorsMechanism.Gateway.Edge;
using MayorsMechanism.Gateway.Forwarding;
using MayorsMechanism.ServiceDefaults;
using MayorsMechanism.ServiceDefaults.Security;

if (await HealthVerb.WasGivenAsync(args)) return;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddVisitorAddress();
builder.AddEdge();
builder.AddForwarding();
builder.AddDescription();

var app = builder.Build();
app.UseEdge();
app.UseServiceDefaults();
app.MapDescription();
app.MapForwarding();
app.MapNotFound();
await app.RunAsync();
