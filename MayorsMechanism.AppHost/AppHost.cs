using MayorsMechanism.AppHost;
using MayorsMechanism.AppHost.Servers;
using MayorsMechanism.AppHost.Start;

Refusal.EndsInOneLine();
var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = StartOptions.AreWithoutDashboard(args) });
var options = builder.AddStart();

// What an operator gives a deployment. Run here, each has a value of its own.
var publicOrigin = builder.AddParameter("public-origin", $"http://localhost:{options.Port}");
var administratorEmail = builder.AddParameter("administrator-email", StartOptions.AdministratorEmail);
var administratorPassword = options.AddSecret(StartOptions.AdministratorPassword, length: 20);
var sealingKey = options.AddSecret("sealing-key", length: 44);
var proofKey = options.AddSecret("proof-key", length: 44);

// Containers where an engine answers, else the machine's own programs.
var servers = Servers.Choose(builder, options);
var postgres = servers.AddPostgres("postgres");
var identityDb = postgres.AddDatabase("identity-db", "identity");
var registryDb = postgres.AddDatabase("registry-db", "registry");
var consultationsDb = postgres.AddDatabase("consultations-db", "consultations");
var outcomesDb = postgres.AddDatabase("outcomes-db", "outcomes");
var notificationsDb = postgres.AddDatabase("notifications-db", "notifications");
var consoleDb = postgres.AddDatabase("console-db", "console");
var rabbitmq = servers.AddRabbitMQ("rabbitmq");
var mail = servers.AddMailCatcher("mail");

// A service waits for its database alone, to migrate it. Without the broker it works and keeps its events; without Identity's keys it
// refuses until it has fetched them.
var identity = builder.AddService<Projects.Identity>("identity", options.Replicas, identity => identity
    .WithReference(identityDb).WaitFor(identityDb)
    .WithReference(rabbitmq)
    .WithEnvironment("PublicOrigin", publicOrigin)
    .WithEnvironment("Identity__AdministratorEmail", administratorEmail)
    .WithEnvironment("Identity__AdministratorPassword", administratorPassword)
    .WithEnvironment("Identity__SealingKey", sealingKey)
    .WithEnvironment("ProofKey", proofKey));

var registry = builder.AddService<Projects.Registry>("registry", options.Replicas, registry => registry
    .WithReference(registryDb).WaitFor(registryDb)
    .WithReference(rabbitmq)
    .WithReference(identity)
    .WithEnvironment("PublicOrigin", publicOrigin)
    .WithHistory());

var consultations = builder.AddService<Projects.Consultations>("consultations", options.Replicas, consultations => consultations
    .WithReference(consultationsDb).WaitFor(consultationsDb)
    .WithReference(rabbitmq)
    .WithReference(identity)
    .WithEnvironment("PublicOrigin", publicOrigin)
    .WithEnvironment("ProofKey", proofKey)
    .WithHistory());

var outcomes = builder.AddService<Projects.Outcomes>("outcomes", options.Replicas, outcomes => outcomes
    .WithReference(outcomesDb).WaitFor(outcomesDb)
    .WithReference(rabbitmq)
    .WithReference(identity)
    .WithEnvironment("PublicOrigin", publicOrigin)
    .WithHistory());

var notifications = builder.AddService<Projects.Notifications>("notifications", options.Replicas, notifications => notifications
    .WithReference(notificationsDb).WaitFor(notificationsDb)
    .WithReference(rabbitmq)
    .WithReference(identity)
    .WithEnvironment("PublicOrigin", publicOrigin)
    .WithEnvironment("ProofKey", proofKey)
    .WithMail(mail)
    .WithHistory());

// The console is one more client of the gateway, and its pages are reached through it: each knows the other's address.
// What faces people has one address, and so one replica here.
var gateway = builder.AddService<Projects.Gateway>("gateway", 1, gateway => gateway
    .WithEndpoint("http", endpoint => endpoint.Port = options.Port)
    .WithExternalHttpEndpoints()
    .WithEnvironment("PublicOrigin", publicOrigin)
    .WithEnvironment("ProofKey", proofKey)
    .WithReference(identity).WaitFor(identity)
    .WithReference(registry).WaitFor(registry)
    .WithReference(consultations).WaitFor(consultations)
    .WithReference(outcomes).WaitFor(outcomes)
    .WithReference(notifications).WaitFor(notifications)
    .WithPlacesToOpen());

var console = builder.AddService<Projects.Console>("console", 1, console => console
    .WithReference(consoleDb).WaitFor(consoleDb)
    .WithReference(gateway)
    .WithReference(identity)
    .WithEnvironment("PublicOrigin", publicOrigin));

gateway.Configure(gateway => gateway.WithReference(console).WaitFor(console));

// The Puebla Process consultation of 2020 is played into an empty system, then the program ends.
if (options.Demonstration)
    builder.AddProgram<Projects.Demonstration>("demonstration", gateway, demonstration => demonstration
        .WithReadyAccounts(identity,
            options.AddSecret("demonstration-password", length: 20),
            options.AddSecret("demonstration-authenticator", length: 32, Secrets.Base32)));

await using var system = builder.Build();
await system.RunUntilStoppedAsync();
