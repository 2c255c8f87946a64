namespace MayorsMechanism.AppHost;

/// <summary>Where mail goes: run here, into a catcher with a web page; published, to the operator's server.</summary>
sealed record MailCatcher(Action<IResourceBuilder<ProjectResource>> Give);

static class MailCatcherExtensions
{
    public static MailCatcher AddMailCatcher(this IDistributedApplicationBuilder builder, string name) =>
        builder.ExecutionContext.IsPublishMode ? OperatorsServer(builder) : Catcher(builder, name);

    public static IResourceBuilder<ProjectResource> WithMail(this IResourceBuilder<ProjectResource> project, MailCatcher mail)
    {
        mail.Give(project);
        return project;
    }

    static MailCatcher OperatorsServer(IDistributedApplicationBuilder builder)
    {
        var server = builder.AddParameter("mail-smtp", secret: true);
        var from = builder.AddParameter("mail-from");
        return new(project => project.WithEnvironment("Mail__Smtp", server).WithEnvironment("Mail__From", from));
    }

    static MailCatcher Catcher(IDistributedApplicationBuilder builder, string name)
    {
        var catcher = builder.AddContainer(name, "axllent/mailpit", "v1.21")
            .WithHttpEndpoint(targetPort: 8025, name: "http")
            .WithEndpoint(targetPort: 1025, scheme: "smtp", name: "smtp");
        var smtp = catcher.GetEndpoint("smtp");
        var server = ReferenceExpression.Create($"smtp://{smtp.Property(EndpointProperty.Host)}:{smtp.Property(EndpointProperty.Port)}");
        return new(project => project.WithEnvironment("Mail__Smtp", server).WithEnvironment("Mail__Catcher", "true").WaitFor(catcher));
    }
}
