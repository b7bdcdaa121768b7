using System.Reflection;

namespace Mhero.Functions.Tests.Deployment;

/// <summary>Files of the repository that a deployment uses.</summary>
internal static class Repository
{
    public static string Infra { get; } = PathOf("infra", "bicep");

    public static string Template { get; } = Path.Combine(Infra, "main.bicep");

    public static string PathOf(params string[] parts) => Path.Combine([Metadata("RepositoryFolder"), .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    public static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
