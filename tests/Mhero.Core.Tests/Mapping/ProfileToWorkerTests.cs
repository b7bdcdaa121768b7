using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Profiles;

namespace Mhero.Core.Tests.Mapping;

public class ProfileToWorkerTests
{
    private static readonly string Folder = Path.Combine(MappingFiles.Cases, nameof(ProfileToWorker));

    public static TheoryData<string> Cases => new(Directory.EnumerateFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Map_SameChangeAgain_WritesNothing(string name)
    {
        var (mapper, change) = Load(name);
        var first = mapper.Map(change).Value;
        first.Worker.Person.Id ??= "new";
        foreach (var role in first.ChangedRoles)
        {
            role.Id ??= "new-role";
        }

        var second = mapper.Map(change with { Existing = first.Worker }).Value;

        Assert.False(second.PersonChanged);
        Assert.Empty(second.ChangedRoles);
        Assert.Same(first.Worker.Person, second.Worker.Person);
    }

    [Fact]
    public void Map_NewWorker_IsReadBackAsItsTarget()
    {
        var (mapper, change) = Load("new");

        var worker = mapper.Map(change).Value.Worker;

        var read = new WorkerToProfile(new ContactMappingOptions { DefaultRegion = "RW" }).Map(new WorkerSource(worker, change.Places, change.Today)).Value;
        var facility = new Dictionary<string, string>(change.Target.Fields) { ["facility"] = "Remera Health Centre" };
        Assert.Empty(ProfileComparer.Differences(change.Target with { Fields = facility }, read));
    }

    [Fact]
    public void Map_NothingToChange_CopiesNothing()
    {
        var (mapper, change) = Load("nothing-differs");

        var update = mapper.Map(change).Value;

        Assert.Same(change.Existing!.Person, update.Worker.Person);
        Assert.Same(change.Existing.Roles, update.Worker.Roles);
    }

    [Fact]
    public void Map_OneRoleChanged_LeavesTheOthersAndTheOriginal()
    {
        var (mapper, change) = Load("role-primary-only");

        var update = mapper.Map(change).Value;

        Assert.Same(change.Existing!.Roles[0], update.Worker.Roles[0]);
        Assert.NotSame(change.Existing.Roles[1], update.Worker.Roles[1]);
        Assert.Same(update.ChangedRoles[0], update.Worker.Roles[1]);
        Assert.IsType<Practitioner>(update.Worker.Person);
    }

    private static (ProfileToWorker Mapper, WorkerChange Change) Load(string name)
    {
        var mappingCase = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")))!;
        var options = mappingCase["options"] is { } configured
            ? (ContactMappingOptions)MappingJson.Read(configured, typeof(ContactMappingOptions))
            : new ContactMappingOptions { DefaultRegion = "RW" };
        return (new ProfileToWorker(options), (WorkerChange)MappingJson.Read(mappingCase["input"], typeof(WorkerChange)));
    }
}
