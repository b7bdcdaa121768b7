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

    private readonly WorkerToProfile workerToProfile;
    private readonly ContactToProfile contactToProfile;
    private readonly ProfileToContactWrite profileToContactWrite;
    private readonly ProfileToWorker profileToWorker;
    private readonly WorkerProfile registry;
    private readonly WorkerProfile contact;
    private readonly WorkerProfile renamed;

    public ContactMappingBenchmarks()
    {
        var options = new ContactMappingOptions { DefaultRegion = "RW" };
        workerToProfile = new(options);
        contactToProfile = new(options);
        profileToContactWrite = new(options);
        profileToWorker = new(options);
        registry = ReadWorker().Value;
        contact = ReadContact().Value;
        renamed = registry with { Name = "Alice Grace Ingabire" };
    }

    [Benchmark]
    public MappingResult<WorkerProfile> ReadWorker() => workerToProfile.Map(new(SampleWorker.Worker, SampleWorker.Places, Today));

    [Benchmark]
    public MappingResult<WorkerProfile> ReadContact() => contactToProfile.Map(SampleWorker.Contact);

    [Benchmark]
    public MergeResult MergeUnchanged() => Merge(registry);

    [Benchmark]
    public MergeResult MergeChangedName() => Merge(renamed);

    [Benchmark]
    public MappingResult<ContactWrite> WriteNewContact() =>
        profileToContactWrite.Map(new(registry, ProfileAttributes.Present(registry), null, "p1", "Practitioner", ["Health workers"]));

    [Benchmark]
    public MappingResult<ContactWrite> WriteChangedContact() =>
        profileToContactWrite.Map(new(renamed, OnlyName, SampleWorker.Contact, null, "Practitioner", []));

    [Benchmark]
    public MappingResult<WorkerUpdate> WriteNewWorker() => profileToWorker.Map(
        new(null, "Practitioner", contact, ProfileAttributes.Present(contact), SampleWorker.ContactUuid, SampleWorker.Places, Today));

    [Benchmark]
    public MappingResult<WorkerUpdate> WriteLinkToWorker() => profileToWorker.Map(
        new(SampleWorker.Worker, "Practitioner", registry, Nothing, SampleWorker.ContactUuid, SampleWorker.Places, Today));

    private MergeResult Merge(WorkerProfile now) =>
        ProfileMerge.Merge(new(registry, contact, now, contact, ConflictPolicy.RegistryWins, SyncDirection.TwoWay));
}
