using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.Cursors;
using Mhero.Core.Storage.SyncLog;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine.Writing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>Reads and writes how the registry marks people: by Flags, and by the predecessor's tag.</summary>
internal sealed class OptOutRegistry(FhirGateway fhir, SeenVersionStore seen, IOptions<OptOutOptions> options, NewIdPolicy ids, TimeProvider time)
{
    private const int SubjectsPerSearch = 50;

    // Of Flag.subject in R4.
    private static readonly string[] Subjects = [WorkerTypes.Practitioner, WorkerTypes.Patient];

    private static readonly Guid IdSpace = new("b6a4c1b7-5ce5-4d7e-9f0b-2f7f3b3d1c55");

    /// <summary>Whether a person can have a Flag.</summary>
    public static bool CanHaveFlag(string? person) => WorkerTypes.Split(person) is { Type: var type } && Subjects.Contains(type);

    /// <summary>Whether a tag on the person counts: by setting, and for types for which R4 has no Flag.</summary>
    public bool CountsTag(string? person) => person is not null && (options.Value.WriteTag || !CanHaveFlag(person));

    /// <summary>Whether a resource carries the tag.</summary>
    public static bool IsTagged(Resource? resource) =>
        resource?.Meta?.Tag.Any(t => t is { System: MheroSystems.Tags, Code: MheroSystems.OptedOutTag }) is true;

    /// <summary>The reference of a Flag's subject, in mHero's form; null when the subject is not on this server.</summary>
    public string? SubjectOf(Flag flag)
    {
        var text = flag.Subject?.ReferenceElement?.JsonValue as string;
        if (text is null || (text.Contains("://", StringComparison.Ordinal) && !text.StartsWith(fhir.Base, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        return ResourceLocation.Parse(text) is { Type: { } type, Id: { } id } && Subjects.Contains(type) ? $"{type}/{id}" : null;
    }

    /// <summary>Gives each its Flags and marks: one search for all, and one more by type where tags count.</summary>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task ReadAsync(IReadOnlyList<OptOutCase> cases, CancellationToken cancellationToken)
    {
        var people = cases.Where(c => c.Person is not null).ToDictionary(c => c.Person!);
        foreach (var part in people.Keys.Where(CanHaveFlag).Chunk(SubjectsPerSearch))
        {
            await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Flag").WhereAny("subject", part), cancellationToken))
            {
                foreach (var flag in page.Matches.OfType<Flag>().Where(f => f.Id is not null && OptOutFlags.IsAboutMessages(f)))
                {
                    if (SubjectOf(flag) is { } subject && people.TryGetValue(subject, out var one))
                    {
                        one.Flags.Add(flag);
                    }
                }
            }
        }

        var unproven = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (person, one) in people.Where(p => p.Value.Row.Row.HasFlag && !p.Value.Flags.Exists(OptOutFlags.IsActive)))
        {
            try
            {
                if (!await ReadKnownAsync(one, cancellationToken))
                {
                    unproven.Add(person);
                }
            }
            catch (FhirException e)
            {
                // One Flag that cannot be read does not stop the others; nothing is proven about this person.
                unproven.Add(person);
                one.Fail(e);
            }
        }

        var tagged = await TaggedAsync(people.Keys.Where(CountsTag), cancellationToken);
        foreach (var (person, one) in people)
        {
            var active = one.Flags.Where(OptOutFlags.IsActive).ToList();
            one.Marks = new RegistryOptOutState(
                active.Exists(OptOutFlags.IsOwn) || unproven.Contains(person),
                active.Exists(f => !OptOutFlags.IsOwn(f)),
                tagged.TryGetValue(person, out var isTagged) ? isTagged : null,
                CanHaveFlag(person),
                one.Flags.Max(f => f.Meta?.LastUpdated));
        }
    }

    /// <summary>Writes the decisions: the Flags of all in one batch, each tag individually. A failure is noted in its case.</summary>
    public async Task WriteAsync(IReadOnlyList<OptOutCase> cases, CancellationToken cancellationToken)
    {
        await ids.LoadAsync(cancellationToken);
        var entries = cases.Where(c => c.IsOpen).SelectMany(c => EntriesOf(c).Select(e => (Case: c, Entry: e))).ToList();
        var written = new List<SeenVersion>();
        if (entries.Count > 0)
        {
            var verdicts = await fhir.BatchAsync([.. entries.Select(e => e.Entry)], cancellationToken);
            foreach (var ((one, entry), verdict) in entries.Zip(verdicts))
            {
                if (verdict.Error is { } error)
                {
                    one.Fail(error);
                    continue;
                }

                one.Count(OutcomeCounts.Flags.Of(verdict.Outcome!.Value));
                if ((verdict.Id ?? entry.Resource!.Id) is not { } id)
                {
                    continue;
                }

                if (one.Decision is { SetFlag: true } decision)
                {
                    one.Decision = decision with { Row = decision.Row with { Flags = [.. decision.Row.Flags, id] } };
                }

                if (verdict is { VersionId: { } version, LastModified: { } at })
                {
                    written.Add(new($"Flag/{id}", version, at));
                }
            }
        }

        if (written.Count > 0)
        {
            // The poller shows it again, and drops it by this version.
            await seen.AddAsync(OptOutPoller.Name, written, cancellationToken);
        }

        foreach (var one in cases.Where(c => c is { IsOpen: true, Decision.Tag: not null }))
        {
            try
            {
                await TagAsync(one, cancellationToken);
            }
            catch (FhirException e)
            {
                one.Fail(e);
            }
        }
    }

    /// <summary>
    /// A search without an active Flag does not prove that the Flag is gone, and the person would get messages again: the Flags that are known are read
    /// by their addresses.
    /// </summary>
    /// <returns>False when no Flag of the person is known and none is found, so that nothing is proven.</returns>
    private async Task<bool> ReadKnownAsync(OptOutCase one, CancellationToken cancellationToken)
    {
        var known = one.Row.Row.Flags;
        foreach (var id in known.Where(id => one.Flags.TrueForAll(f => f.Id != id)).ToList())
        {
            if (await fhir.ReadAsync<Flag>(id, cancellationToken) is { } flag && OptOutFlags.IsAboutMessages(flag) && SubjectOf(flag) == one.Person)
            {
                one.Flags.Add(flag);
            }
        }

        return known.Count + one.Flags.Count > 0;
    }

    private IEnumerable<FhirEntry> EntriesOf(OptOutCase one)
    {
        var decision = one.Decision!;
        if (decision.SetFlag)
        {
            var since = decision.Row.Since ?? time.GetUtcNow();
            if (one.Flags.Find(OptOutFlags.IsOwn) is { } own)
            {
                yield return FhirEntry.Update(OptOutFlags.Renew(own, since));
            }
            else
            {
                var flag = OptOutFlags.Make(one.Person!, since);
                if (ids.PrefersClient(nameof(Flag)))
                {
                    flag.Id = UuidV5.Create(IdSpace, one.Person!).ToString();
                    yield return FhirEntry.Update(flag);
                }
                else
                {
                    yield return FhirEntry.ConditionalUpdate(flag, OptOutFlags.ConditionOf(one.Person!));
                }
            }
        }

        foreach (var flag in one.Flags.Where(f => OptOutFlags.IsActive(f) && (decision.EndFlags || (decision.EndOwnFlag && OptOutFlags.IsOwn(f)))))
        {
            yield return FhirEntry.Update(OptOutFlags.End(flag, time.GetUtcNow()));
        }
    }

    private async Task<Dictionary<string, bool>> TaggedAsync(IEnumerable<string> people, CancellationToken cancellationToken)
    {
        var tagged = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var type in people.Select(p => WorkerTypes.Split(p)).OfType<(string Type, string Id)>().GroupBy(p => p.Type, p => p.Id))
        {
            IReadOnlyList<Resource> found = type.Key switch
            {
                WorkerTypes.Person => await fhir.ReadManyAsync<Person>([.. type], cancellationToken),
                WorkerTypes.Patient => await fhir.ReadManyAsync<Patient>([.. type], cancellationToken),
                _ => await fhir.ReadManyAsync<Practitioner>([.. type], cancellationToken),
            };
            foreach (var resource in found)
            {
                tagged[$"{type.Key}/{resource.Id}"] = IsTagged(resource);
            }
        }

        return tagged;
    }

    private async Task TagAsync(OptOutCase one, CancellationToken cancellationToken)
    {
        var (type, id) = WorkerTypes.Split(one.Person)!.Value;
        var tag = one.Decision!.Tag!.Value;
        await (type switch
        {
            WorkerTypes.Person => TagAsync<Person>(one, id, tag, cancellationToken),
            WorkerTypes.Patient => TagAsync<Patient>(one, id, tag, cancellationToken),
            _ => TagAsync<Practitioner>(one, id, tag, cancellationToken),
        });
    }

    private async Task TagAsync<T>(OptOutCase one, string id, bool tag, CancellationToken cancellationToken)
        where T : DomainResource
    {
        var saved = await fhir.UpdateAsync<T>(id, person => Tagged(person, tag), cancellationToken);
        if (!tag && saved.Outcome != SaveOutcome.Unchanged && IsTagged(await fhir.ReadAsync<T>(id, cancellationToken)))
        {
            // HAPI keeps tags that an update leaves out; there it takes an operation.
            await fhir.RemoveTagAsync<T>(id, new Coding(MheroSystems.Tags, MheroSystems.OptedOutTag), cancellationToken);
        }

        if (saved.Outcome == SaveOutcome.Unchanged)
        {
            return;
        }

        one.Count(SyncCounts.Empty.Add(SyncCounts.PractitionersUpdated));
        if (saved.Resource.Meta is { VersionId: { } version, LastUpdated: { } at })
        {
            await seen.AddAsync(CursorNames.Practitioners, [new($"{saved.Resource.TypeName}/{id}", version, at)], cancellationToken);
        }
    }

    private static T? Tagged<T>(T person, bool tag)
        where T : DomainResource
    {
        if (IsTagged(person) == tag)
        {
            return null;
        }

        if (tag)
        {
            (person.Meta ??= new Meta()).Tag.Add(new Coding(MheroSystems.Tags, MheroSystems.OptedOutTag));
        }
        else
        {
            person.Meta!.Tag.RemoveAll(t => t is { System: MheroSystems.Tags, Code: MheroSystems.OptedOutTag });
        }

        return person;
    }
}
