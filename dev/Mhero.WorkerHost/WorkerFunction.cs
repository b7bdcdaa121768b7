namespace Mhero.WorkerHost;

/// <summary>A function as the worker announces it to its host.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Id">The id by which the host invokes it.</param>
/// <param name="EntryPoint">Full name of the method.</param>
/// <param name="Bindings">The bindings as JSON objects, the trigger among them.</param>
public sealed record WorkerFunction(string Name, string Id, string EntryPoint, IReadOnlyList<string> Bindings);
