/** A member for a number, left out when it is zero, as Go's `omitempty` does. */
export const some = (name: string, value: number) => (value === 0 ? {} : { [name]: value });
