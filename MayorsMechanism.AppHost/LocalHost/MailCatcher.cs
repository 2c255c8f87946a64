using MayorsMechanism.AppHost.LocalHost;

namespace MayorsMechanism.AppHost;

/// <summary>Where mail goes: into a folder of the data folder, or to the server that <c>Parameters:mail-smtp</c> names.</summary>
sealed record MailCatcher(Action<ProjectNode> Give);

static class MailCatcherExtensions
{
    public static MailCatcher AddMailCatcher(this IDistributedApplicationBuilder builder, string name)
    {
        var from = builder.Configuration["Parameters:mail-from"];
        if (builder.Configuration["Parameters:mail-smtp"] is not { Length: > 0 } server)
        {
            var folder = LocalBuilder.GraphOf(builder).With(new FolderNode(name, "Mail__Pickup"));
            return new(project =>
            {
                project.Waits.Add(folder);
                project.References.Add(folder);
            });
        }
        return new(project =>
        {
            project.Settings["Mail__Smtp"] = new Setting("mail-smtp", server);
            if (from is not null) project.Settings["Mail__From"] = new Setting("mail-from", from);
        });
    }

    public static IResourceBuilder<ProjectResource> WithMail(this IResourceBuilder<ProjectResource> project, MailCatcher mail) =>
        project.Change(mail.Give);
}
