using MayorsMechanism.Gateway;
using MayorsMechanism.Gateway.Description;
using MayorsMechanism.Gateway.Edge;
using MayorsMechanism.Gateway.Forwarding;
using MayorsMechanism.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddEdge();
builder.AddForwarding();
builder.AddDescription();

var app = builder.Build();
app.UseEdge();
app.UseServiceDefaults();
app.MapDescription();
app.MapForwarding();
app.MapNotFound();
app.Run();
