using Mhero.DevHost.Services;
using Mhero.Simulator;

namespace Mhero.DevHost.Examples;

/// <summary>
/// An example of two sides that know the same people in part: a registry as a FHIR transaction (<c>registry.json</c>) and a
/// RapidPro workspace (<c>rapidpro.json</c>), in one folder.
/// </summary>
public sealed class ExampleWorkforce
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly string _registryFile;
    private readonly WorkspaceSeed _workspace;

    private ExampleWorkforce(string registryFile, WorkspaceSeed workspace)
    {
        _registryFile = registryFile;
        _workspace = workspace;
    }

    /// <summary>Reads the workspace's file and finds the registry's.</summary>
    /// <param name="folder">The folder that holds both.</param>
    /// <exception cref="LocalServiceException">A file is missing or malformed.</exception>
    public static ExampleWorkforce Load(string folder)
    {
        var workspaceFile = Path.Combine(folder, "rapidpro.json");
        var registryFile = Path.Combine(folder, "registry.json");
        foreach (var file in new[] { workspaceFile, registryFile })
        {
            if (!File.Exists(file))
            {
                throw new LocalServiceException($"The example's file {file} is missing: restore it from the repository.");
            }
        }

        try
        {
            using var stream = File.OpenRead(workspaceFile);
            return new ExampleWorkforce(registryFile, JsonSerializer.Deserialize<WorkspaceSeed>(stream, Json)!);
        }
        catch (JsonException error)
        {
            throw new LocalServiceException($"The example's file {workspaceFile} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Puts fields, groups and contacts into a new workspace.</summary>
    /// <param name="target">An empty workspace.</param>
    /// <returns>How many contacts there are.</returns>
    /// <exception cref="ArgumentException">The file contradicts itself or what the workspace holds.</exception>
    public int Seed(RapidProWorkspace target)
    {
        target.Name = _workspace.Name;
        target.Languages = _workspace.Languages;
        foreach (var field in _workspace.Fields)
        {
            target.AddField(field.Name, field.Type, field.Key);
        }

        foreach (var group in _workspace.Groups)
        {
            target.AddGroup(group);
        }

        foreach (var contact in _workspace.Contacts)
        {
            target.AddContact(contact.ToContact());
        }

        return _workspace.Contacts.Count;
    }

    /// <summary>Sends the registry's transaction to a FHIR server that takes client-chosen ids.</summary>
    /// <param name="fhirBase">The server's base.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many Practitioners were added.</returns>
    /// <exception cref="LocalServiceException">The server refused an entry.</exception>
    public async Task<int> SeedAsync(Uri fhirBase, CancellationToken cancellationToken = default)
    {
        using var seed = new FhirSeed(fhirBase);
        return (await seed.SendAsync(_registryFile, cancellationToken)).Count(location => location.Contains("Practitioner/", StringComparison.Ordinal));
    }
}
