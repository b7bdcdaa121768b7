namespace Mhero.Core.RapidPro.Model;

/// <summary>A reference to another RapidPro object, as responses carry it (<c>{"uuid","name"}</c>).</summary>
/// <param name="Uuid">The object's UUID.</param>
/// <param name="Name">Its name when the response was made; null when RapidPro sends none.</param>
public sealed record ObjectReference(Guid Uuid, string? Name);
