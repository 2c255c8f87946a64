using MayorsMechanism.AppHost;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);

var port = builder.Configuration.GetValue("port", 8080);
var replicas = builder.Configuration.GetValue("replicas", builder.ExecutionContext.IsPublishMode ? 2 : 1);
// What faces people has one address; only a published deployment has something in front that shares it out.
var doors = builder.ExecutionContext.IsPublishMode ? replicas : 1;

// What an operator gives a deployment. Run here, each has a value of its own.
var publicOrigin = builder.AddParameter("public-origin", builder.Configuration["public-origin"] ?? $"http://localhost:{port}");
var administratorEmail = builder.AddParameter("administrator-email", "admin@mayors-mechanism.example", publishValueAsDefault: true);
var administratorPassword = builder.AddParameter("administrator-password", Generated(length: 20), secret: true, persist: true);
var sealingKey = builder.AddParameter("sealing-key", Generated(length: 44), secret: true, persist: true);

var postgres = builder.AddPostgres("postgres").WithImageTag("17.6").WithDataVolume("postgres-data");
var identityDb = postgres.AddDatabase("identity-db", "identity");
var registryDb = postgres.AddDatabase("registry-db", "registry");
var consultationsDb = postgres.AddDatabase("consultations-db", "consultations");
var outcomesDb = postgres.AddDatabase("outcomes-db", "outcomes");
var notificationsDb = postgres.AddDatabase("notifications-db", "notifications");
var consoleDb = postgres.AddDatabase("console-db", "console");

var rabbitmq = builder.AddRabbitMQ("rabbitmq").WithImageTag("4.1").WithManagementPlugin().WithDataVolume("rabbitmq-data");

var mail = builder.AddMailCatcher("mail");

// A service waits for its database alone, to migrate it. Without the broker it works and keeps its events; without Identity's keys it
// refuses until it has fetched them.
var identity = Service(builder.AddProject<Projects.Identity>("identity"), replicas)
    .WithReference(identityDb).WaitFor(identityDb)
    .WithReference(rabbitmq)
    .WithEnvironment("Identity__AdministratorEmail", administratorEmail)
    .WithEnvironment("Identity__AdministratorPassword", administratorPassword)
    .WithEnvironment("Identity__SealingKey", sealingKey);

var registry = Service(builder.AddProject<Projects.Registry>("registry"), replicas)
    .WithReference(registryDb).WaitFor(registryDb)
    .WithReference(rabbitmq)
    .WithReference(identity.GetEndpoint("http"));

var consultations = Service(builder.AddProject<Projects.Consultations>("consultations"), replicas)
    .WithReference(consultationsDb).WaitFor(consultationsDb)
    .WithReference(rabbitmq)
    .WithReference(identity.GetEndpoint("http"));

var outcomes = Service(builder.AddProject<Projects.Outcomes>("outcomes"), replicas)
    .WithReference(outcomesDb).WaitFor(outcomesDb)
    .WithReference(rabbitmq)
    .WithReference(identity.GetEndpoint("http"));

var notifications = Service(builder.AddProject<Projects.Notifications>("notifications"), replicas)
    .WithReference(notificationsDb).WaitFor(notificationsDb)
    .WithReference(rabbitmq)
    .WithReference(identity.GetEndpoint("http"))
    .WithMail(mail);

// The console is one more client of the gateway, and its pages are reached through it: each knows the other's address.
var gateway = Service(builder.AddProject<Projects.Gateway>("gateway"), doors);
var console = Service(builder.AddProject<Projects.Console>("console"), doors)
    .WithReference(consoleDb).WaitFor(consoleDb)
    .WithReference(gateway.GetEndpoint("http"))
    .WithReference(identity.GetEndpoint("http"));

gateway
    .WithEndpoint("http", endpoint => endpoint.Port = port)
    .WithExternalHttpEndpoints()
    .WithReference(identity.GetEndpoint("http")).WaitFor(identity)
    .WithReference(registry.GetEndpoint("http")).WaitFor(registry)
    .WithReference(consultations.GetEndpoint("http")).WaitFor(consultations)
    .WithReference(outcomes.GetEndpoint("http")).WaitFor(outcomes)
    .WithReference(notifications.GetEndpoint("http")).WaitFor(notifications)
    .WithReference(console.GetEndpoint("http")).WaitFor(console);

// The network of the proxy in front, whose forwarded addresses count. The default is nobody's.
if (builder.ExecutionContext.IsPublishMode)
    gateway.WithEnvironment("ForwardedHeaders__KnownNetworks__0",
        builder.AddParameter("trusted-proxies", "127.0.0.0/8", publishValueAsDefault: true));

// On a machine of one's own the Puebla Process consultation of 2020 is played into an empty system, then the program ends. A published
// deployment never loads it.
if (!builder.ExecutionContext.IsPublishMode && builder.Configuration.GetValue("demonstration", true))
    builder.AddProject<Projects.Demonstration>("demonstration")
        .WithReference(gateway.GetEndpoint("http")).WaitFor(gateway)
        .WithReadyAccounts(identity,
            builder.AddParameter("demonstration-password", Generated(length: 20), secret: true, persist: true),
            builder.AddParameter("demonstration-authenticator", GeneratedInCapitals(length: 32), secret: true, persist: true));

builder.AddPublishTargets();
builder.Build().Run();

// What every service has: the origin that people see, a readiness check, and replicas.
IResourceBuilder<ProjectResource> Service(IResourceBuilder<ProjectResource> project, int count) => project
    .WithEnvironment("PublicOrigin", publicOrigin)
    .WithHttpHealthCheck("/health")
    .WithReplicas(count);

// Letters and digits: it passes through environment files and shells as it is.
static GenerateParameterDefault Generated(int length) => new() { MinLength = length, Special = false };

// Capitals alone are Base32, as authenticators take it.
static GenerateParameterDefault GeneratedInCapitals(int length) => new() { MinLength = length, Lower = false, Numeric = false, Special = false };
