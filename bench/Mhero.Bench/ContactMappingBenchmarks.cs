using BenchmarkDotNet.Attributes;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Bench;

/// <summary>What each step between a contact and a Practitioner costs, for one worker with the default field map.</summary>
[MemoryDiagnoser]
public class ContactMappingBenchmarks
{
    private static readonly DateOnly Today = new(2026, 1, 1);
    private static readonly HashSet<string> Nothing = [];
    private static readonly HashSet<string> OnlyName = [ProfileAttributes.Name];

    private readonly WorkerToProfile _workerToProfile;
    private readonly ContactToProfile _contactToProfile;
    private readonly ProfileToContactWrite _profileToContactWrite;
    private readonly ProfileToWorker _profileToWorker;
    private readonly WorkerProfile _registry;
    private readonly WorkerProfile _contact;
    private readonly WorkerProfile _renamed;

    public ContactMappingBenchmarks()
    {
        var options = new ContactMappingOptions { DefaultRegion = "RW" };
        _workerToProfile = new(options);
        _contactToProfile = new(options);
        _profileToContactWrite = new(options);
        _profileToWorker = new(options);
        _registry = ReadWorker().Value;
        _contact = ReadContact().Value;
        _renamed = _registry with { Name = "Alice Grace Ingabire" };
    }

    [Benchmark]
    public MappingResult<WorkerProfile> ReadWorker() => _workerToProfile.Map(new(SampleWorker.Worker, SampleWorker.Places, Today));

    [Benchmark]
    public MappingResult<WorkerProfile> ReadContact() => _contactToProfile.Map(SampleWorker.Contact);

    [Benchmark]
    public MergeResult MergeUnchanged() => Merge(_registry);

    [Benchmark]
    public MergeResult MergeChangedName() => Merge(_renamed);

    [Benchmark]
    public MappingResult<ContactWrite> WriteNewContact() =>
        _profileToContactWrite.Map(new(_registry, ProfileAttributes.Present(_registry), null, "p1", "Practitioner", ["Health workers"]));

    [Benchmark]
    public MappingResult<ContactWrite> WriteChangedContact() =>
        _profileToContactWrite.Map(new(_renamed, OnlyName, SampleWorker.Contact, null, "Practitioner", []));

    [Benchmark]
    public MappingResult<WorkerUpdate> WriteNewWorker() => _profileToWorker.Map(
        new(null, "Practitioner", _contact, ProfileAttributes.Present(_contact), SampleWorker.ContactUuid, SampleWorker.Places, Today));

    [Benchmark]
    public MappingResult<WorkerUpdate> WriteLinkToWorker() => _profileToWorker.Map(
        new(SampleWorker.Worker, "Practitioner", _registry, Nothing, SampleWorker.ContactUuid, SampleWorker.Places, Today));

    private MergeResult Merge(WorkerProfile now) =>
        ProfileMerge.Merge(new(_registry, _contact, now, _contact, ConflictPolicy.RegistryWins, SyncDirection.TwoWay));
}
