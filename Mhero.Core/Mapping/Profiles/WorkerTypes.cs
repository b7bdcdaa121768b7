namespace Mhero.Core.Mapping.Profiles;

/// <summary>The resource types that stand for a health worker.</summary>
internal static class WorkerTypes
{
    public const string Practitioner = "Practitioner";
    public const string Person = "Person";
    public const string Patient = "Patient";

    public static bool IsWorker(string? type) => type is Practitioner or Person or Patient;

    /// <summary>Splits <c>Practitioner/123</c>; null for any other text.</summary>
    public static (string Type, string Id)? Split(string? reference) =>
        reference?.Split('/') is [var type, { Length: > 0 } id] && IsWorker(type) ? (type, id) : null;
}
