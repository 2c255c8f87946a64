using MayorsMechanism.Fixtures;

namespace MayorsMechanism.Deployment.Kubernetes;

/// <summary>What <c>deploy/kubernetes/secrets</c> makes in an empty cluster: a kubectl of ours notes it down.</summary>
static class MadeSecrets
{
    /// <summary>Each as name/key.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync()
    {
        using var folder = new TemporaryFolder("mayors-kubectl-");
        var (kubectl, notes) = (Path.Combine(folder.Path, "kubectl"), Path.Combine(folder.Path, "notes"));
        await File.WriteAllTextAsync(kubectl, $"#!/bin/sh\ncase \"$*\" in *' get '*) exit 1 ;; esac\n{{ cat; echo ---; }} >> {notes}\n");
        File.SetUnixFileMode(kubectl, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await Shell.RunAsync(Path.Combine(Rendered.Folder, "secrets"), [], TestContext.Current.CancellationToken, new()
        {
            ["PATH"] = $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}",
            ["MAIL_SMTP"] = "smtp://mail.example.org",
            ["ACCESS_KEY_ID"] = "id",
            ["ACCESS_SECRET_KEY"] = "secret",
        });
        var text = await File.ReadAllTextAsync(notes);
        return [.. text.Split("---\n", StringSplitOptions.RemoveEmptyEntries).Select(document => Yaml.Documents(document).Single())
            .SelectMany(secret => secret["data"]!.AsObject().Select(entry => $"{secret["metadata"]!["name"]}/{entry.Key}"))];
    }
}
