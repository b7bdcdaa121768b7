using System.Reflection;
using Mhero.Core.Fhir;
using NetArchTest.Rules;

namespace Mhero.Core.Tests.Architecture;

/// <summary>Holds docs/adr/0002 against the compiled assembly, method bodies included: what the matrix does not allow is forbidden.</summary>
public sealed class DependencyRulesTests
{
    private const string Root = "Mhero.Core.";

    private static readonly Assembly Core = typeof(MheroSystems).Assembly;

    /// <summary>Each folder of Core, with the folders that it may use; a part of a folder is named where the rest is forbidden.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Configuration"] = [],
        ["Json"] = [],
        ["Http"] = [],
        ["RapidPro"] = ["Configuration", "Json", "Http"],
        ["Floip"] = ["Json", "Http"],
        ["Fhir"] = ["Configuration", "Json", "Http", "Caching.InMemory"],
        ["Dhis2"] = ["Json", "Http"],
        ["Storage"] = ["Configuration"],
        ["Mapping"] = ["RapidPro", "Floip", "Fhir", "Dhis2"],
        ["Extraction"] = ["Fhir"],
        ["Authoring"] = ["RapidPro", "Fhir", "Mapping"],
        ["Caching"] = ["Configuration", "RapidPro", "Fhir", "Mapping", "Storage", "Sync.Contacts.Ledger"],
        ["Reporting"] = ["Configuration", "Fhir", "Mapping", "Caching", "Storage"],
        ["Publishing"] = ["Configuration", "Floip", "Fhir", "Mapping", "Caching", "Reporting"],
        ["Lookup"] = ["Configuration", "RapidPro", "Fhir", "Mapping", "Caching", "Storage", "Reporting", "Sync.Contacts"],
        ["Sync"] = ["Configuration", "RapidPro", "Floip", "Fhir", "Dhis2", "Mapping", "Extraction", "Caching", "Storage"],
        ["Messaging"] = ["Configuration", "Http", "RapidPro", "Fhir", "Mapping", "Caching", "Storage", "Reporting", "Sync"],
        ["Monitoring"] = ["Configuration", "RapidPro", "Fhir", "Caching", "Storage", "Sync", "Messaging"],
        ["Operating"] = ["Configuration", "RapidPro", "Fhir", "Mapping", "Caching", "Storage", "Sync", "Messaging"],
    };

    /// <summary>The parts of Sync, with the parts that each may use.</summary>
    private static readonly Dictionary<string, string[]> AllowedInSync = new(StringComparer.Ordinal)
    {
        ["Reviews"] = [],
        ["Engine"] = ["Contacts.Ledger"],
        ["Contacts"] = ["Engine", "Reviews"],
        ["Groups"] = ["Engine", "Contacts"],
        ["Reconciling"] = ["Engine", "Contacts", "Groups"],
        ["Flows"] = ["Engine", "FlowResults"],
        ["FlowResults"] = ["Engine", "Contacts", "Flows", "Runs"],
        ["Runs"] = ["Engine", "Contacts", "Flows", "FlowResults", "Reviews"],
        ["Messages"] = ["Engine", "Contacts"],
        ["Changes"] = ["Engine", "Contacts"],
        ["Operations"] = ["Engine"],
        ["Servers"] = ["Engine"],
        ["Reports"] = ["Engine", "Runs"],
    };

    /// <summary>Libraries that a folder must not use.</summary>
    public static TheoryData<string, string> Libraries => new()
    {
        { "RapidPro", "Hl7,Azure" },
        { "Fhir", "Azure.Data,Azure.Storage" },
        { "Floip", "Hl7,Azure,Microsoft.Extensions" },
        { "Dhis2", "Hl7,Azure,Microsoft.Extensions.DependencyInjection" },
        { "Storage", "Hl7" },
        { "Mapping", "Azure,System.Net.Http,Microsoft.Extensions,System.TimeProvider,Mhero.Core.Fhir.FhirGateway,Mhero.Core.RapidPro.RapidProClient" },
        { "Extraction", "Azure,System.Net.Http,Microsoft.Extensions,System.TimeProvider,Mhero.Core.Fhir.FhirGateway,Mhero.Core.Fhir.FhirOptions,Mhero.Core.Fhir.FhirException" },
        { "Authoring", "Azure,System.Net.Http,Microsoft.Extensions,System.TimeProvider,Mhero.Core.Fhir.FhirGateway,Mhero.Core.RapidPro.RapidProClient" },
        { "Caching", "Azure,System.Net.Http" },
        { "Reporting", "Azure,System.Net.Http" },
        { "Publishing", "Azure,System.Net.Http" },
        { "Lookup", "Azure,System.Net.Http,Mhero.Core.RapidPro.RapidProClient" },
        { "Sync", "Azure,System.Net.Http" },
        { "Messaging", "Azure,System.Net.Http" },
        { "Monitoring", "Azure,System.Net.Http,Hl7" },
        { "Operating", "Azure,System.Net.Http" },
        { "Configuration", "Azure,System.Net.Http,Hl7" },
        { "Http", "Azure,Hl7" },
        { "Json", "Azure,System.Net.Http,Hl7,Microsoft.Extensions" },
    };

    public static TheoryData<string> Folders => [.. Allowed.Keys];

    public static TheoryData<string> PartsOfSync => [.. AllowedInSync.Keys];

    [Fact]
    public void Matrix_HasEveryFolder()
    {
        Assert.Equal(FoldersBelow(Root), Allowed.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(FoldersBelow($"{Root}Sync."), AllowedInSync.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(Allowed.Keys.Except(Libraries.Select(row => (string)row[0])));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Folder_UsesOnlyFoldersThatTheMatrixAllows(string folder) => AssertUses(Root, folder, Allowed);

    [Theory]
    [MemberData(nameof(PartsOfSync))]
    public void PartOfSync_UsesOnlyPartsThatTheMatrixAllows(string part) => AssertUses($"{Root}Sync.", part, AllowedInSync);

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Folder_UsesNoLibraryItMustNotKnow(string folder, string forbidden)
    {
        var result = TypesOf(Root + folder).ShouldNot().HaveDependencyOnAny(forbidden.Split(',')).GetResult();

        Assert.True(result.IsSuccessful, $"{folder}: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Fact]
    public void Fhir_OneTypeAlone_UsesAzureIdentity()
    {
        var users = TypesOf($"{Root}Fhir").And().HaveDependencyOn("Azure.Identity").GetTypes();

        Assert.Single(users.Select(t => (t.FullName ?? t.Name).Split('+', '/')[0]).Distinct());
    }

    private static void AssertUses(string root, string folder, Dictionary<string, string[]> matrix)
    {
        var forbidden = Core.GetTypes()
            .Where(type => !type.IsNested && IsIn(type.Namespace, root.TrimEnd('.')) && type.Namespace != root.TrimEnd('.'))
            .Where(type => !IsIn(type.Namespace, root + folder) && !matrix[folder].Any(other => IsIn(type.Namespace, root + other)))
            .ToLookup(type => type.Namespace!, type => type.FullName!);
        var faults = Using(forbidden.SelectMany(types => types)).Count == 0 ? [] : forbidden
            .Select(types => (Namespace: types.Key, Users: Using(types)))
            .Where(found => found.Users.Count > 0)
            .Select(found => $"{found.Namespace} is used by {string.Join(", ", found.Users)}")
            .ToList();

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));

        IReadOnlyList<string> Using(IEnumerable<string> types) =>
            [.. TypesOf(root + folder).ShouldNot().HaveDependencyOnAny([.. types]).GetResult().FailingTypeNames ?? []];
    }

    private static PredicateList TypesOf(string folder) =>
        Types.InAssembly(Core).That().ResideInNamespaceMatching($"^{folder.Replace(".", @"\.", StringComparison.Ordinal)}($|\\.)");

    private static IEnumerable<string> FoldersBelow(string root) => Core.GetTypes()
        .Select(type => type.Namespace)
        .OfType<string>()
        .Where(name => name.StartsWith(root, StringComparison.Ordinal))
        .Select(name => name[root.Length..].Split('.')[0])
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static bool IsIn(string? name, string folder) => name == folder || name?.StartsWith($"{folder}.", StringComparison.Ordinal) is true;
}
